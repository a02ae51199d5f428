"""The built world: systems laid on the sea, links modelled over land, and how good both are."""
