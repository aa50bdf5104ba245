"""IPython runs this when a kernel starts in the browser, before the first cell (see build.py)."""

get_ipython().extension_manager.load_extension("scalarad.pictures.browser")  # noqa: F821
