using XaiFunctions.Cli.Commands;

return await Verbs.RunAsync(args, Console.Out, Console.Error);
