"""scikit-learn's interface to the algorithms (slide 62).

`base`         its conventions for estimators, without scikit-learn
`pipeline`     what its pipelines ask of a step
`fitted`       what a mixture does once it has parameters
`completing`   what it knows of missing values
`mixture`      `GaussianMixture`
`kmeans`       `KMeans`
"""
