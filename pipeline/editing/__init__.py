"""What people do to finished pages: decisions, edits, structure; as append-only events that outlive any re-run.

``intake`` takes page files into the database, ``store`` (``Editing``) changes text, ``queue`` asks what is to be done.
Page files are never touched: they hold what the machine made of the scan, and the events say what became of it.
"""
