using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using XaiFunctions.LocalHost;

if (args is ["azurite", var directory])
{
    await using var azurite = await AzuriteProcess.StartAsync(directory);
    Console.WriteLine(azurite.ConnectionString);
    await Task.Delay(Timeout.Infinite);
}

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
await builder.Build().RunAsync();
