/** A file for the system's service manager. `path` is below `/etc`. */
export interface UnitFile {
  readonly path: string;
  readonly text: string;
}

/** What the part that talks may do: reach servers, and write into its own state folder. docs/agent-install.md */
const SANDBOX = `NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
UMask=0077`;

/**
 * Two services, their user and their folders. What the privileged part starts lives in its sandbox, package scripts and
 * programs too: so it has next to none. A stop waits for the step at hand, dpkg is never cut off; what a killed part
 * leaves behind its successor ends, so systemd need not wait for it. The account is handed over by the service manager:
 * the file itself stays root's alone.
 */
export function unitFiles(program: string): readonly UnitFile[] {
  return [
    {
      path: 'systemd/system/scomo-agent-installer.service',
      text: `[Unit]
Description=Scomo agent: installs, switches and supervises software
After=local-fs.target systemd-sysusers.service systemd-tmpfiles-setup.service
ConditionPathExists=/etc/scomo-agent/config.json
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${program} installer
Restart=always
RestartSec=1
KillMode=process
TimeoutStopSec=15min
RuntimeDirectory=scomo-agent
RuntimeDirectoryMode=0755
StateDirectory=scomo-agent-installer
StateDirectoryMode=0700
LockPersonality=yes
ProtectKernelLogs=yes
SystemCallFilter=~@clock @cpu-emulation @obsolete @raw-io @reboot @swap
SystemCallErrorNumber=EPERM
UMask=0022

[Install]
WantedBy=multi-user.target
`,
    },
    {
      path: 'systemd/system/scomo-agent.service',
      text: `[Unit]
Description=Scomo agent: talks to the management server
Wants=network-online.target scomo-agent-installer.service
After=network-online.target scomo-agent-installer.service
ConditionPathExists=/etc/scomo-agent/config.json
StartLimitIntervalSec=0

[Service]
Type=exec
User=scomo-agent
Group=scomo-agent
LoadCredential=config.json:/etc/scomo-agent/config.json
ExecStart=${program} run --config %d/config.json --installer /run/scomo-agent/installer.sock
Restart=always
RestartSec=5
StateDirectory=scomo-agent
StateDirectoryMode=0700
${SANDBOX}

[Install]
WantedBy=multi-user.target
`,
    },
    {
      path: 'sysusers.d/scomo-agent.conf',
      text: `u scomo-agent - "Scomo agent" /var/lib/scomo-agent
`,
    },
    {
      path: 'tmpfiles.d/scomo-agent.conf',
      text: `d /etc/scomo-agent 0755 root root
d /var/lib/scomo-agent 0700 scomo-agent scomo-agent
d /var/lib/scomo-agent/downloads 0700 scomo-agent scomo-agent
`,
    },
  ];
}
