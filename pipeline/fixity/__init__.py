"""Fixity: whether results and scans are still what was written and read; backups; bags for long-term archives.

The database knows size and SHA-256 of every file that a run wrote and of every scan that it read.  ``verify`` holds the
disk against that, ``backup`` and ``restore`` carry a whole results folder, ``bag`` packs finished results by the BagIt
standard.  None of them changes a results folder, and all of them may be used while a run works in it.
"""
