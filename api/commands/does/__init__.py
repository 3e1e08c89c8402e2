"""What commands do; the files beside say only how they are called, so that ``--help`` answers at once."""
