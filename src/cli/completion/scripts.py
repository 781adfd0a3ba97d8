"""What each shell must be told. The program is called as it was typed, which need not be on the PATH."""

from enum import StrEnum
from types import MappingProxyType

VARIABLE = "_CML_FLEET_COMPLETE"
"""Makes the program complete instead of run; its name and its values are Typer's (typer, "completion")."""


class Shell(StrEnum):
    """The shells that can be told."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


BASH = f"""\
_cml_fleet_completion() {{
    local IFS=$'\\n'
    COMPREPLY=( $( env COMP_WORDS="${{COMP_WORDS[*]}}" COMP_CWORD="$COMP_CWORD" {VARIABLE}=complete_bash "$1" ) )
}}
complete -o default -F _cml_fleet_completion cml-fleet
"""
ZSH = f"""\
_cml_fleet_completion() {{
  eval "$(env _TYPER_COMPLETE_ARGS="${{words[1,$CURRENT]}}" {VARIABLE}=complete_zsh "${{words[1]}}")"
}}
(( $+functions[compdef] )) || {{ autoload -Uz compinit && compinit }}
compdef _cml_fleet_completion cml-fleet
"""
FISH_ARGUMENTS = (
    f"(env {VARIABLE}=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args"
    " _TYPER_COMPLETE_ARGS=(commandline -cp | string collect) (commandline -opc)[1])"
)
FISH = f"complete --command cml-fleet --no-files --arguments '{FISH_ARGUMENTS}'\n"

SCRIPTS = MappingProxyType({Shell.BASH: BASH, Shell.ZSH: ZSH, Shell.FISH: FISH})
