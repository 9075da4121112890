// The installed header: a module map cannot name a file whose folder only pkg-config knows.
#include <catvton/catvton.h>
