"""Pictures of graphs, walks and curves, which the notebooks show and do not build.

`scalarad.pictures.curves` is not imported here: a drawing need not load matplotlib's pyplot.
"""

from scalarad.pictures.drawing import Drawing, draw
from scalarad.pictures.explore import Explorer, explore
from scalarad.pictures.film import Film, Wave, film, wave

__all__ = ["Drawing", "Explorer", "Film", "Wave", "draw", "explore", "film", "wave"]
