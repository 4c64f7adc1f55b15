#ifndef FAIRLEAD_CYAML_SHIM_H
#define FAIRLEAD_CYAML_SHIM_H

#include <yaml.h>

#endif
