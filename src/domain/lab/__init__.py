"""Labs on the controllers of workers, as their events made them."""
