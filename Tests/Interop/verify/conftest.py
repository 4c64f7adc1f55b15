# SPDX-License-Identifier: Apache-2.0
"""Where the tests find the proxy of the LiteLLM tests, and the program."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
FAIRLEAD = Path(os.environ.get("FAIRLEAD", ROOT / ".build/debug/fairlead")).resolve()

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent / "litellm"), str(HERE.parent)]
