"""Proofreading by character (纵校) and by line (横校).

By character: all places that read 仙 are shown beside each other, the doubtful ones first, so that a wrong one among
hundreds stands out.  ``index`` keeps for every page which characters stand where (``places``) with a tiny image of each
(``tiles``), in step with the text; ``ranking`` says how doubtful each place is; ``sheet`` puts both together; ``work``
keeps what was seen.  By line: ``reading``.
"""
