"""Likelihoods that default starts reach, beside mclust's optima and scikit-learn's, on public data sets.

Run from the repository root:  python -m benchmarks.clustering_starts [--starts 1 10] [--sets iris faithful] [--tight]

The optima are in `clustering_starts.csv`: mclust 6.0.0 (R), Mclust(X, G = K, modelNames = m, control = emControl(tol =
c(1e-10, 1e-10))) with m = "VVV" (full) or "EEE" (tied), "V" and "E" in one dimension, after set.seed(14); its start is
model-based hierarchical clustering. `--optima` computes them anew. Data sets come out of R and its packages mclust and
MASS, two out of scikit-learn and lecture14: what is not installed is skipped, and named.

A fit counts as worse if its log-likelihood, summed over rows and without any penalty, is more than half a nat below
mclust's. K = 1 is left out: it has one maximum. scikit-learn runs with its own defaults; with `--tight` both run to
tol = 1e-7, so that only the starts differ.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

from benchmarks.machine import describe_machine

import numpy as np  # isort: skip

from lecture14 import GaussianMixture
from lecture14.data import load_penguins

OPTIMA = Path(__file__).with_suffix(".csv")
TYPES = {"VVV": "full", "EEE": "tied"}

# Name -> expression of R, once mclust and MASS are loaded; None: out of Python.
SETS = {
    "acidity": "acidity", "banknote": "banknote[,-1]", "chevron": "chevron[,-1]", "cross": "cross[,-1]",
    "diabetes": "diabetes[,-1]", "thyroid": "thyroid[,-1]", "wdbc": "wdbc[,-(1:2)]", "wreath": "wreath",
    "ex4.1": "ex4.1", "faithful": "faithful", "iris": "iris[,-5]", "quakes": "quakes", "swiss": "swiss",
    "trees": "trees", "geyser": "geyser", "crabs": "crabs[,4:8]", "galaxies": "galaxies", "GvHD": "GvHD.pos",
    "attitude": "attitude", "rock": "rock", "stackloss": "stackloss", "synth": "synth.tr[,1:2]",
    "unemployment": "EuroUnemployment", "wine": None, "penguins": None,
}  # fmt: skip

LOAD = """suppressMessages({library(mclust); library(MASS)})
data(list=c("acidity","banknote","chevron","cross","diabetes","EuroUnemployment","GvHD","thyroid","wdbc","wreath"),
     package="mclust"); data("Baudry_etal_2010_JCGS_examples", package="mclust")
"""
FIT = """X <- as.matrix(read.csv("%s", header=FALSE))
for (m in c("VVV","EEE")) for (K in 2:5) {
  set.seed(14); name <- if (ncol(X) == 1) c(VVV="V", EEE="E")[m] else m
  fit <- try(Mclust(X, G=K, modelNames=name, verbose=FALSE, control=emControl(tol=c(1e-10,1e-10))), silent=TRUE)
  level <- if (is.null(fit) || inherits(fit, "try-error")) NA else fit$loglik
  cat(sprintf("%s,%%s,%%d,%%s\\n", m, K, format(level, digits=12)))
}
"""


def rscript(code):
    """What R prints."""
    return subprocess.run(["Rscript", "-e", LOAD + code], check=True, capture_output=True, text=True).stdout


def load(names):
    """Name -> rows, of those data sets that are there; the others are named."""
    found, missing = {}, []
    with tempfile.TemporaryDirectory() as folder:
        in_r = [name for name in names if SETS[name]]
        if in_r and shutil.which("Rscript"):
            write = 'write.table(data.matrix(%s), "%s/%s", sep=",", row.names=FALSE, col.names=FALSE)\n'
            try:
                rscript("".join(write % (SETS[name], folder, name) for name in in_r))
                found = {name: np.loadtxt(f"{folder}/{name}", delimiter=",", ndmin=2) for name in in_r}
            except subprocess.CalledProcessError as error:
                print("R:", error.stderr.strip().splitlines()[-1])
    if "penguins" in names:
        found["penguins"] = load_penguins().X
    if "wine" in names:
        try:
            from sklearn.datasets import load_wine

            found["wine"] = load_wine().data
        except ImportError:
            pass
    missing = [name for name in names if name not in found]
    if missing:
        print("skipped, for want of R with mclust and MASS, or of scikit-learn:", ", ".join(missing))
    return found


def compute_optima(sets):
    """Write mclust's optima anew."""
    with tempfile.TemporaryDirectory() as folder, OPTIMA.open("w") as out:
        print("set,model,K,loglik", file=out)
        for name, X in sets.items():
            path = f"{folder}/X.csv"
            np.savetxt(path, X, delimiter=",", fmt="%.17g")
            print(rscript(FIT % (path, name)), end="", file=out)


def contest(make, sets, optima):
    """Differences to mclust's log-likelihood, and the processor time of all fits."""
    gaps, began = [], time.process_time()
    for name, model, K, level in optima:
        try:
            fit = make(K, TYPES[model]).fit(sets[name])
            gaps.append(fit.score(sets[name]) * len(sets[name]) - level)
        except ValueError:
            gaps.append(-np.inf)
    return np.array(gaps), time.process_time() - began


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--starts", nargs="+", type=int, default=[1, 10], help="n_init of each round")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tight", action="store_true", help="tol = 1e-7 for both")
    parser.add_argument("--optima", action="store_true", help="run mclust and write its optima")
    parser.add_argument("--worst", action="store_true", help="name every fit that is worse")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    print(describe_machine())
    sets = load(arguments.sets)
    if arguments.optima:
        compute_optima(sets)
    with OPTIMA.open() as lines:
        optima = [
            (row["set"], row["model"], int(row["K"]), float(row["loglik"]))
            for row in csv.DictReader(lines)
            if row["set"] in sets and row["loglik"] != "NA"
        ]
    makers = {"lecture14": GaussianMixture}
    try:
        from sklearn.mixture import GaussianMixture as Reference

        makers["scikit-learn"] = Reference
    except ImportError:
        print("skipped: scikit-learn is not installed")
    tight = {"tol": 1e-7, "max_iter": 3000} if arguments.tight else {}
    print(
        f"{len(sets)} data sets, {len(optima)} fits that mclust has; worse, better: by more than half a nat"
    )
    for starts in arguments.starts:
        settings = {"n_init": starts, "random_state": arguments.seed, **tight}
        for name, maker in makers.items():
            gaps, seconds = contest(
                lambda K, kind, maker=maker, settings=settings: maker(K, covariance_type=kind, **settings),
                sets,
                optima,
            )
            worse, better = int((gaps < -0.5).sum()), int((gaps > 0.5).sum())
            share = f"worse {worse:3d} ({125 * worse / len(optima):4.1f} of 125)"
            print(f"{name:>12}, n_init={starts:<2} {share}, better {better:3d}, {seconds:6.1f} s")
            if arguments.worst:
                for fit, gap in zip(optima, gaps, strict=True):
                    if gap < -0.5:
                        print(f"    {fit[0]} {TYPES[fit[1]]} K={fit[2]}: {gap:.1f}")


if __name__ == "__main__":
    main()
