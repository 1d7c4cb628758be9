"""The corpus in datasette (extra ``explore``): its views, described, with ready questions, and nothing else.

``shown`` opens the database so that only the views can be read, ``described`` and ``questions`` say what datasette
tells of them, ``serving`` starts it.
"""
