"""What a business system did with a tie that was wrong: found in its own books, told to linkage, shown to its staff.

A system that has this area says in its settings what of it there is:

    SASAE_TIE_USES     dotted path of `(persons, since, until) -> iterable of Use`, both days included, `since` None for ever
    SASAE_TIE_PURPOSE  affair and legal basis of its questions
"""
