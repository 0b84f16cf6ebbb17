"""scikit-learn's interface to the algorithms (slide 62).

`base`      its conventions for estimators, without scikit-learn
`fitted`    what a mixture does once it has parameters
`mixture`   `GaussianMixture`
`kmeans`    `KMeans`
"""
