"""A file is replaced whole, or stays as it was."""

import pytest

from sasae.kernel.whole_files import replace_whole


@pytest.mark.parametrize("durable", [False, True])
def test_the_new_file_stands_in_the_old_one_s_place_with_its_mode_and_nothing_beside_it(tmp_path, durable):
    place = tmp_path / "key"
    replace_whole(place, b"one", durable=durable)
    with place.open("rb") as reader:
        replace_whole(place, b"two, longer", 0o600, durable=durable)
        assert reader.read() == b"one"  # who had opened it reads it to its end
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"two, longer", 0o600)
    assert [one.name for one in tmp_path.iterdir()] == ["key"]


def test_where_it_cannot_be_written_the_old_one_stays(tmp_path):
    place = tmp_path / "key"
    replace_whole(place, b"one")
    with pytest.raises(TypeError):
        replace_whole(place, "not bytes")
    assert place.read_bytes() == b"one"
