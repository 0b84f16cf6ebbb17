"""The data sets hold what their sources say."""

import numpy as np
import pytest

from lecture14.data import load_cells, load_faithful, load_penguins, load_theophylline


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


def test_cells_are_the_events_that_the_licence_file_names():
    """The literal numbers were read from the FCS files by another reader, fcsparser."""
    cells = load_cells()
    assert cells.X.shape == (5000, 4)
    assert np.bincount(cells.y).tolist() == [1250] * 4
    assert cells.wells == ("CFP B4", "RFP B3", "YFP A7", "RFP A6")
    assert cells.feature_names == ("SSC-H", "V2-A", "Y2-A", "B1-A")
    assert cells.X[cells.y == 0][[0, -1]].tolist() == [
        [2434.28, 233.88, 69.21, 13.43],
        [547.36, -114.2, -76.13, -103.67],
    ]
    assert [cells.X[cells.y == well].mean(axis=0) for well in range(4)] == [
        pytest.approx(mean, abs=2e-3)
        for mean in (
            (1886.940, 305.546, 36.139, 53.248),
            (1762.334, 125.901, 3168.153, 53.292),
            (2894.567, 221.330, 30.158, 21273.914),
            (1759.106, 45.154, 5459.285, 76.337),
        )
    ]
    # 262143.97, the end of the scale, in Y2 of the last well and B1 of the third.
    assert np.argwhere(cells.X > 262143).tolist() == [[2992, 3], [3992, 2], [4153, 2], [4476, 2], [4984, 2]]
    with pytest.raises(ValueError, match="read-only"):
        cells.X[0, 0] = 0


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
