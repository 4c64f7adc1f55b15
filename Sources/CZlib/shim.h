#ifndef FAIRLEAD_CZLIB_SHIM_H
#define FAIRLEAD_CZLIB_SHIM_H

#include <zlib.h>

#endif
