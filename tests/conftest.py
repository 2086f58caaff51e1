"""The test run's own plugins; fixtures of one area live in a conftest beside its tests."""

pytest_plugins = ["tests.rig.network", "tests.rig.engines", "tests.rig.shared"]
