"""Operations: started by commands, carried out by works, seen while they happen."""
