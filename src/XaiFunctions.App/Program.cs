using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using XaiFunctions.App.Access;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Callbacks;
using XaiFunctions.App.Events;
using XaiFunctions.App.Http;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Options;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;
using XaiFunctions.App.Writing;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseWhen<AccessMiddleware>(AccessMiddleware.Guards);

IServiceCollection services = builder.Services;
services.AddMetrics();
services.AddSingleton<JobTelemetry>();
TelemetryExport.Add(services, builder.Configuration);
services.AddOptions<ScoringLimits>().BindConfiguration(ScoringLimits.Section).ValidateDataAnnotations().ValidateOnStart();
services.AddOptions<ModelOptions>().BindConfiguration(ModelOptions.Section).ValidateDataAnnotations().ValidateOnStart();
services.AddOptions<ExplainOptions>().BindConfiguration(ExplainOptions.Section).ValidateDataAnnotations().ValidateOnStart();
services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateDataAnnotations().ValidateOnStart();
services.AddOptions<CostOptions>().BindConfiguration(CostOptions.Section).ValidateDataAnnotations().ValidateOnStart();
services.AddOptions<HttpOptions>().BindConfiguration(HttpOptions.Section).ValidateDataAnnotations().ValidateOnStart();
services.AddOptions<CallbackOptions>().BindConfiguration(CallbackOptions.Section).ValidateDataAnnotations().ValidateOnStart();

services.AddSingleton(TimeProvider.System);
services.AddSingleton(provider => StorageConnection.Open(provider.GetRequiredService<IConfiguration>()));
services.AddSingleton<WorkStore>();
services.AddSingleton<DocumentStore>();
services.AddSingleton<JobTable>();
services.AddSingleton<RequestKeyTable>();
services.AddSingleton<ExplanationTable>();
services.AddSingleton<FeedbackTable>();
services.AddAuditLog();
services.AddEvents();
services.AddAudits();
services.AddPrivacy();

services.AddSingleton<ModelRegistry>();
services.AddSingleton<ModelRegistrar>();
services.AddSingleton<ModelCache>();
services.AddHostedService<WarmUp>();

services.AddSingleton<ScoringBlobs>();
services.AddSingleton<RowIntake>();
services.AddSingleton<BatchPlanner>();
services.AddSingleton<FailureDocuments>();
services.AddSingleton<JobStarter>();
services.AddSingleton<JobRemover>();
services.AddSingleton<Backfill>();

services.AddSingleton<InstanceReader>();
services.AddSingleton<QuickExplainer>();
services.AddSingleton<RequestRepeater>();
services.AddSingleton<FileAnswers>();
services.AddSingleton<CallbackAddress>();
services.AddSingleton<CallbackSender>();
services.AddSingleton<ExplanationGate>();
services.AddSingleton<RequestExplainer>();
services.AddSingleton<Api>();

services.AddSingleton<SigningKeys>();
services.AddSingleton<TokenReader>();
services.AddSingleton<CallerReader>();
services.AddSingleton<ModelAccess>();
services.AddSingleton<CallerQuota>();

await builder.Build().RunAsync();
