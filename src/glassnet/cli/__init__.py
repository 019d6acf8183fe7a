"""The command line: a thin door. A command reads the request, calls the library, and hands the value to `report`."""
