"""The parts of the page that `report/html.py` puts together; nothing here is a format."""
