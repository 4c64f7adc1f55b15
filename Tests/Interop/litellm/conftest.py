# SPDX-License-Identifier: Apache-2.0
"""Where the tests find the plug-ins and the configuration.

FAIRLEAD_LITELLM_CONFIG_DIR names a folder with the files of a generated configuration (config.yaml, scopes.json,
the two plug-ins). Without it the plug-ins come from the catalogue and the configuration from `fixture`.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
GENERATED = os.environ.get("FAIRLEAD_LITELLM_CONFIG_DIR")
CONFIGURATION = Path(GENERATED).resolve() if GENERATED else HERE / "fixture"
_CATALOGUE = HERE.parents[2] / "Sources/Catalog/Resources/components/litellm/files"
PLUGINS = CONFIGURATION if (CONFIGURATION / "fairlead_auth.py").is_file() else _CATALOGUE

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
sys.dont_write_bytecode = True
sys.path[:0] = [str(PLUGINS), str(HERE), str(HERE.parent)]
