"""Pictures and their text twins, drawn on the server: networks, egos, overviews, matrices, time lines."""
