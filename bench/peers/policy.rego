# The three checks in Rego, for conftest: deletion deadline, login log, country of storage.
package main

import rego.v1

deny contains message if {
	some name, rights in input.rights
	not regex.match(`^([0-9]|[1-3][0-9]|4[0-8])h$|^[12]d$`, rights["delete"].within)
	message := sprintf("rights/%s: deletion takes longer than 48h", [name])
}

deny contains message if {
	some name, system in input.systems
	not regex.match(`^(9[0-9]|[1-9][0-9]{2,})d$|^[0-9]+(mo|y)$`, system.logs.login.kept)
	message := sprintf("systems/%s: the login log is kept less than 90d", [name])
}

warn contains message if {
	some name, system in input.systems
	not regex.match(`^(fpt|viettel|vng|vnpt|cmc)/`, system.hosted_on)
	message := sprintf("systems/%s: not stored in Vietnam", [name])
}
