// winscard.h asks for <wintypes.h> without its folder; Debian keeps it in PCSC/.
#include <PCSC/wintypes.h>
