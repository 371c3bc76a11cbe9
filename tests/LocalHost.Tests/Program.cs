using XaiFunctions.LocalHost.Tests.DurableTask;

// The test runner loads this assembly and calls no program; a test that needs a process to kill starts it as one.
if (args is not ["crash-host", { } folder])
{
    Console.Error.WriteLine("Run the tests with 'dotnet test'.");
    return 1;
}

await CrashHost.RunAsync(folder);
return 0;
