"""Why a forecast says what it says: about the model, not the world."""
