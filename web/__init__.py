"""The pages: Flask blueprints, presenters, templates and static files on top of the record and its graph."""
