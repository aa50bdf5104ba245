import matplotlib

matplotlib.use("agg")  # no test opens a window
