// winscard.h asks for <pcsclite.h> without its folder; Debian keeps it in PCSC/.
#include <PCSC/pcsclite.h>
