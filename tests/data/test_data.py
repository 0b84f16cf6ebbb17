"""The data sets hold what their sources say."""

import numpy as np
import pytest

from lecture14.data import load_faithful, load_penguins, load_theophylline


def test_faithful_has_its_272_eruptions():
    data = load_faithful()
    assert data.X.shape == (272, 2)
    assert data.feature_names == ("eruptions", "waiting")
    assert data.X[[0, -1]].tolist() == [[3.6, 79.0], [4.467, 74.0]]
    assert data.X.mean(axis=0) == pytest.approx([3.487783, 70.897059], abs=1e-6)


def test_penguins_count_by_species_and_keep_their_gaps():
    every, measured = load_penguins(missing="keep"), load_penguins()
    assert every.species == ("Adelie", "Chinstrap", "Gentoo")
    assert np.bincount(every.y).tolist() == [152, 68, 124]
    assert np.isnan(every.X).any(axis=1).nonzero()[0].tolist() == [3, 271]
    assert len(measured.X) == 342
    assert np.isfinite(measured.X).all()
    assert measured.X[0].tolist() == [39.1, 18.7, 181.0, 3750.0]
    assert (measured.island[0], measured.sex[0], measured.year[0]) == ("Torgersen", "male", 2007)
    assert {len(a) for a in (measured.y, measured.island, measured.sex, measured.year)} == {342}


def test_theophylline_has_its_twelve_people():
    people = load_theophylline()
    assert [person.subject for person in people] == [*range(1, 13)]
    assert {(len(person.time), len(person.concentration)) for person in people} == {(11, 11)}
    # R 4.2.2: with(Theoph, c(sum(Time), sum(conc), max(conc))); Theoph[Theoph$Subject == 12, ]
    assert sum(person.time.sum() for person in people) == pytest.approx(778.09)
    assert sum(person.concentration.sum() for person in people) == pytest.approx(654.78)
    assert max(person.concentration.max() for person in people) == 11.40
    last = people[11]
    assert (last.weight, last.dose, last.time[-1], last.concentration[-1]) == (60.5, 5.30, 24.15, 1.17)
    assert repr(last) == "Patient(12: 60.5 kg, 5.3 mg/kg, 11 samples)"
    with pytest.raises(ValueError, match="read-only"):
        last.time[0] = 1


def test_results_are_immutable_and_say_what_they_are():
    data = load_penguins()
    with pytest.raises(ValueError, match="read-only"):
        data.X[0, 0] = 0
    with pytest.raises(AttributeError):
        data.X = None
    assert repr(data).startswith("Penguins(X: 342 birds × bill_length_mm")
    assert "Gentoo 123" in repr(data)


def test_missing_must_be_drop_or_keep():
    with pytest.raises(ValueError, match="missing is 'fill'; expected 'drop' or 'keep'"):
        load_penguins(missing="fill")
