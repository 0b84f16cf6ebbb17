"""The lecture's data sets: Old Faithful's eruptions (slides 34-35), the Palmer penguins (slide 42), three groups of
points made for slides 53-60, bacteria in a flow cytometer, and twelve people who swallowed theophylline, for slide 23.

Sources and licences are in `LICENSES.md` beside the files. Loading needs NumPy and the standard library.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np


@dataclass(frozen=True, eq=False)
class Faithful:
    """272 eruptions of the Old Faithful geyser.

    Attributes
    ----------
    X : (272, 2) read-only array: duration of an eruption, and time to the next one, both in minutes
    feature_names : ("eruptions", "waiting")
    """

    X: np.ndarray
    feature_names: tuple[str, ...]

    def __repr__(self):
        return f"Faithful(X: {len(self.X)} eruptions × {', '.join(self.feature_names)}, in minutes)"


@dataclass(frozen=True, eq=False)
class Penguins:
    """Penguins of three species, measured.

    Attributes
    ----------
    X : (n, 4) read-only array
        Bill length, bill depth, flipper length (mm) and body mass (g); NaN where not measured.
    y : (n,) read-only array of int, the species as an index into `species`
    species : ("Adelie", "Chinstrap", "Gentoo")
    island, sex : (n,) arrays of str; "" where not recorded
    year : (n,) array of int
    feature_names : the columns of X
    """

    X: np.ndarray
    y: np.ndarray
    species: tuple[str, ...]
    island: np.ndarray
    sex: np.ndarray
    year: np.ndarray
    feature_names: tuple[str, ...]

    def __repr__(self):
        counts = ", ".join(f"{name} {np.sum(self.y == k)}" for k, name in enumerate(self.species))
        return f"Penguins(X: {len(self.X)} birds × {', '.join(self.feature_names)}; y: {counts})"


@dataclass(frozen=True, eq=False)
class Cells:
    """Events that a flow cytometer counted in four wells of bacteria.

    Attributes
    ----------
    X : (5000, 4) read-only array
        Side scatter (the pulse's height) and three fluorescences (the pulses' areas), in the instrument's own units,
        less a baseline: noise around 0 is negative as often as not. The scale ends at 2¹⁸ = 262144.
    y : (5000,) read-only array of int, the well as an index into `wells`
    wells : ("CFP B4", "RFP B3", "YFP A7", "RFP A6")
        The fluorescent protein of the strain, and the place on the plate.
    feature_names : ("SSC-H", "V2-A", "Y2-A", "B1-A"), the channels by their names in the files
    """

    X: np.ndarray
    y: np.ndarray
    wells: tuple[str, ...]
    feature_names: tuple[str, ...]

    def __repr__(self):
        counts = ", ".join(f"{name} {np.sum(self.y == k)}" for k, name in enumerate(self.wells))
        return f"Cells(X: {len(self.X)} events × {', '.join(self.feature_names)}; y: {counts})"


@dataclass(frozen=True, eq=False)
class Patient:
    """One person who swallowed one dose of theophylline, and what was found in the serum afterwards.

    Attributes
    ----------
    subject : int, from 1 to 12
    weight : float, in kg
    dose : float, in mg for each kg of the person
    time : (11,) read-only array, hours since the dose
    concentration : (11,) read-only array, in mg/L
    """

    subject: int
    weight: float
    dose: float
    time: np.ndarray
    concentration: np.ndarray

    def __repr__(self):
        return f"Patient({self.subject}: {self.weight} kg, {self.dose} mg/kg, {len(self.time)} samples)"


def load_faithful() -> Faithful:
    """Old Faithful: 272 eruptions, two features in minutes.

    Examples
    --------
    >>> load_faithful()
    Faithful(X: 272 eruptions × eruptions, waiting, in minutes)
    >>> load_faithful().X[0]
    array([ 3.6, 79. ])
    """
    rows = _read("faithful.csv")
    names = ("eruptions", "waiting")
    return Faithful(_frozen([[float(row[name]) for name in names] for row in rows]), names)


def load_penguins(missing="drop") -> Penguins:
    """Palmer penguins: four measurements and the species of each bird.

    Parameters
    ----------
    missing : "drop" leaves out the two birds that were not measured, "keep" has NaN in their rows of X

    Returns
    -------
    Penguins, 342 birds or all 344

    Raises
    ------
    ValueError
        If missing is neither "drop" nor "keep".

    Examples
    --------
    >>> birds = load_penguins()
    >>> birds.X.shape, [int(n) for n in np.bincount(birds.y)]
    ((342, 4), [151, 68, 123])
    >>> int(np.isnan(load_penguins(missing="keep").X).any(axis=1).sum())
    2
    """
    if missing not in ("drop", "keep"):
        raise ValueError(f"missing is {missing!r}; expected 'drop' or 'keep'")
    names = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
    rows = [row for row in _read("penguins.csv") if missing == "keep" or all(row[name] for name in names)]
    species = tuple(sorted({row["species"] for row in rows}))
    return Penguins(
        X=_frozen([[float(row[name] or "nan") for name in names] for row in rows]),
        y=_frozen([species.index(row["species"]) for row in rows]),
        species=species,
        island=_frozen([row["island"] for row in rows]),
        sex=_frozen([row["sex"] for row in rows]),
        year=_frozen([int(row["year"]) for row in rows]),
        feature_names=names,
    )


@cache
def load_three_groups() -> np.ndarray:
    """Thirty points in the plane: groups of 7, 10 and 13, in this order, made for the pictures of slides 53-60.

    Returns
    -------
    (30, 2) read-only array

    Examples
    --------
    >>> load_three_groups()[0]
    array([2.83, 7.6 ])
    """
    return _frozen([[float(row["x1"]), float(row["x2"])] for row in _read("three_groups.csv")])


@cache
def load_cells() -> Cells:
    """Bacteria in a flow cytometer: every eighth event of four wells, one strain each.

    Examples
    --------
    >>> load_cells()
    Cells(X: 5000 events × SSC-H, V2-A, Y2-A, B1-A; y: CFP B4 1250, RFP B3 1250, YFP A7 1250, RFP A6 1250)
    >>> load_cells().X[0].tolist()
    [2434.28, 233.88, 69.21, 13.43]
    """
    rows = _read("cells.csv.gz")
    _, *names = rows[0]
    wells = tuple(dict.fromkeys(row["well"] for row in rows))
    return Cells(
        X=_frozen([[float(row[name]) for name in names] for row in rows]),
        y=_frozen([wells.index(row["well"]) for row in rows]),
        wells=wells,
        feature_names=tuple(names),
    )


@cache
def load_theophylline() -> tuple[Patient, ...]:
    """Theophylline in the serum of twelve people over a day: dose in mg/kg, time in h, concentration in mg/L.

    Returns
    -------
    tuple of twelve `Patient`, subject 1 first

    Examples
    --------
    >>> patient = load_theophylline()[2]
    >>> patient
    Patient(3: 70.5 kg, 4.53 mg/kg, 11 samples)
    >>> patient.time[:4], patient.concentration[:4]
    (array([0.  , 0.27, 0.58, 1.02]), array([0. , 4.4, 6.9, 8.2]))
    """
    rows: dict[int, list[dict[str, str]]] = {}
    for row in _read("theophylline.csv"):
        rows.setdefault(int(row["subject"]), []).append(row)
    return tuple(
        Patient(
            subject,
            float(own[0]["weight"]),
            float(own[0]["dose"]),
            _frozen([float(row["time"]) for row in own]),
            _frozen([float(row["concentration"]) for row in own]),
        )
        for subject, own in sorted(rows.items())
    )


def _read(name):
    data = resources.files(__name__).joinpath(name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _frozen(values):
    array = np.array(values)
    array.flags.writeable = False
    return array


__all__ = [
    "Cells",
    "Faithful",
    "Patient",
    "Penguins",
    "load_cells",
    "load_faithful",
    "load_penguins",
    "load_theophylline",
    "load_three_groups",
]
