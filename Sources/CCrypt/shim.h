// The bcrypt functions of libxcrypt, found in <crypt.h>.

#ifndef FAIRLEAD_CRYPT_SHIM_H
#define FAIRLEAD_CRYPT_SHIM_H

#include <crypt.h>

#endif
