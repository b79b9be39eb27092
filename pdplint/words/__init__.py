"""Every sentence of pdplint without a nearer home, once, in English and Vietnamese.

A module holds what is said of one matter. Policies say what they ask, operators what they say.
"""
