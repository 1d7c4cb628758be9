"""What surrounds the stages: files are opened (``opening``), faults get a place and a remedy (``faults``), it is noted
what took part (``provenance``), and pages are taken back, given what is known, or asked together (``pages``)."""
