"""Workers on the nodes of a Ray cluster (``--executor ray``).

    run (decides, writes)  ─ pipe ─  link (the cluster's client)  ─ Ray ─  posts (one for each worker of a node)

``executor`` is what the run sees.  ``link`` is a process of its own, since Ray ends its client without a word when the
cluster is gone, prints as it likes and takes signals over.  ``roster`` has the posts and hands the tasks out.  A
``post`` is an actor that keeps one worker process, the same as on a single machine (``batch.pool``): what a page may
take, and what becomes of one that takes more, is decided there and nowhere else.  ``fitness`` tells whether a node may
take part.  Only ``link``, ``roster`` and ``nodes`` import Ray.
"""
