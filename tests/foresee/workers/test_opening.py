"""The workers that somebody asked for."""

from pathlib import Path

import pytest

from foresee.workers.clusters import small_cluster
from foresee.workers.tasks import square
from forestall.errors import BadSetting
from forestall.foresee.workers.opening import open_workers


def test_without_a_cluster_the_work_is_done_here() -> None:
    with open_workers(2) as workers:
        assert workers.n == 2
        assert workers.run(square, [3]) == [9]


def test_a_cluster_is_asked_where_one_is_named(tmp_path: Path) -> None:
    with small_cluster(1) as cluster, open_workers(cluster=cluster.scheduler_address, scratch=tmp_path) as workers:
        assert workers.n == 1
        assert workers.run(square, [3]) == [9]


def test_a_cluster_without_a_folder_to_share_is_refused() -> None:
    with pytest.raises(BadSetting, match="scratch folder"), open_workers(cluster="tcp://127.0.0.1:9"):
        pass
