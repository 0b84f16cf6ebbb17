"""Lloyd's algorithm as EM with a hard E step (slides 24-25 and 61).

Strike P(Y) out of the mixture, give all components one round covariance and let each row belong wholly to its most
probable component: EM becomes Lloyd's algorithm (Lloyd 1982; Bishop 2006, section 9.3.2). So the sweeps are the
mixture's own, with a maximum in place of the soft sum, and the M step keeps only the means.

`nearest`   sweeps that give each row to its nearest centre
`lloyd`     the loop
`seeds`     where it begins: seeds chosen from the data
"""
