"""The tag of the wheel: one with the extension in it is for this platform alone."""

import pathlib

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel

CARRIED = pathlib.Path(__file__).parent / "plotsim_duckdb" / "plotsim.duckdb_extension"


class PlatformWheel(bdist_wheel):
    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = not CARRIED.exists()

    def get_tag(self):
        python, abi, platform = super().get_tag()
        # The extension is no module of Python, so that any Python 3 will do.
        return ("py3", "none", platform) if CARRIED.exists() else (python, abi, platform)


setup(cmdclass={"bdist_wheel": PlatformWheel})
