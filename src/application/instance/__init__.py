"""Acts on the instances of workers: started, stopped, rebooted, terminated, tagged."""
