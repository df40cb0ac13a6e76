const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Packages that let people in from outside, by the names of several distributions. */
export const REMOTE_ACCESS_PACKAGES = set(`
openssh-server ssh dropbear dropbear-bin telnetd inetutils-telnetd telnet-server rsh-server rsh-redone-server vsftpd proftpd proftpd-basic
proftpd-core pure-ftpd tftpd tftpd-hpa tftp-server atftpd x11vnc tigervnc tigervnc-server tigervnc-standalone-server
tigervnc-scraping-server tigervnc-server-minimal tigervnc-common tightvncserver xrdp webmin
cockpit teamviewer anydesk`);

/** Alpine's `openssh` holds the server too. */
export const REMOTE_ACCESS_ON_ALPINE = set('openssh');

/** Tools for looking around, with the programs that they bring. */
export const DEBUG_PACKAGES: Readonly<Record<string, { readonly programs: readonly string[]; readonly risk: 'low' | 'info' }>> = {
  netcat: { programs: ['nc', 'netcat'], risk: 'low' },
  'netcat-openbsd': { programs: ['nc', 'netcat'], risk: 'low' },
  'netcat-traditional': { programs: ['nc', 'netcat'], risk: 'low' },
  nc: { programs: ['nc'], risk: 'low' },
  ncat: { programs: ['ncat'], risk: 'low' },
  'nmap-ncat': { programs: ['ncat', 'nc'], risk: 'low' },
  nmap: { programs: ['nmap'], risk: 'low' },
  socat: { programs: ['socat'], risk: 'low' },
  tcpdump: { programs: ['tcpdump'], risk: 'low' },
  wireshark: { programs: ['wireshark', 'tshark'], risk: 'low' },
  'wireshark-common': { programs: ['wireshark', 'tshark', 'dumpcap'], risk: 'low' },
  'wireshark-qt': { programs: ['wireshark'], risk: 'low' },
  'wireshark-cli': { programs: ['tshark'], risk: 'low' },
  tshark: { programs: ['tshark'], risk: 'low' },
  telnet: { programs: ['telnet'], risk: 'low' },
  ftp: { programs: ['ftp'], risk: 'low' },
  strace: { programs: ['strace'], risk: 'low' },
  ltrace: { programs: ['ltrace'], risk: 'low' },
  gdb: { programs: ['gdb'], risk: 'low' },
  gdbserver: { programs: ['gdbserver'], risk: 'low' },
  lldb: { programs: ['lldb'], risk: 'low' },
  'iputils-ping': { programs: ['ping'], risk: 'info' },
  'inetutils-ping': { programs: ['ping'], risk: 'info' },
  'net-tools': { programs: ['netstat', 'ifconfig', 'route', 'arp'], risk: 'info' },
  dnsutils: { programs: ['dig', 'nslookup', 'host'], risk: 'info' },
  'bind-tools': { programs: ['dig', 'nslookup', 'host'], risk: 'info' },
  'bind-utils': { programs: ['dig', 'nslookup', 'host'], risk: 'info' },
  vim: { programs: ['vim', 'vi'], risk: 'info' },
  'vim-tiny': { programs: ['vi'], risk: 'info' },
  nano: { programs: ['nano'], risk: 'info' },
  emacs: { programs: ['emacs'], risk: 'info' },
};

/** Programs by which an ordinary user becomes root. */
export const PRIVILEGE_PACKAGES = set('sudo sudo-ldap doas opendoas sudo-rs util-linux-su sux');
