"""``baokan db``: a database brought up to date, checked, and copied from a file to a server and back.

``migrating`` and ``checking`` (with ``derived`` and ``replayed``) look at one database; ``copying`` fills another one
table by table, ``tally`` tells whether both hold the same, ``switching`` has a results folder use the other one.
"""
