interface Context {
  readonly root: string;
  readonly projectName: string;
  readonly targetName: string;
  readonly projectsConfigurations: { readonly projects: Readonly<Record<string, { readonly root: string }>> };
}

declare function runScript(
  options: { readonly words: readonly string[] },
  context: Context,
): Promise<{ success: boolean }>;
export = runScript;
