"""Names for the array types that cross module borders."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Floats: TypeAlias = npt.NDArray[np.float32]
Integers: TypeAlias = npt.NDArray[np.signedinteger]
Booleans: TypeAlias = npt.NDArray[np.bool_]
Codes: TypeAlias = npt.NDArray[np.uint64]
# scipy ships no types: a csr_array of float32, shape (rows, features).
Sparse: TypeAlias = sp.csr_array
