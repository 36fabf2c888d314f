; Access rights of 32-bit paging, 4 KiB and 4 MiB pages: see rights32.inc.
%include "rights32.inc"
