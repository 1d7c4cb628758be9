"""The review pages: a web application in which editors settle what the machine left open.

``app`` makes it, ``guard`` stands before every request, ``who`` says which person asks, ``routes`` has one module a
page, ``words`` every text in Chinese and English, ``templates`` and ``static`` what the browser gets.  Needs the extra
``baokan[review]``; nothing outside this room imports it, except the commands of ``pipeline.cli``.
"""
