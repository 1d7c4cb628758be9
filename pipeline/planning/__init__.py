"""``baokan plan``: time, memory, storage, machines and people for a number of pages, from measured figures.

``figures`` are what is measured and where from; ``ledger``, ``tables`` and ``reviewing`` measure them in a results
folder, ``trial`` makes one by reading a few scans; ``demand`` is what is asked, ``model`` the arithmetic, ``sizes``
where the way of working changes with the size.  Nothing here prints.
"""
