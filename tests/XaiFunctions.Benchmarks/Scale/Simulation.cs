using XaiFunctions.App.Jobs;

namespace XaiFunctions.Benchmarks.Scale;

/// <summary>What a simulated run came to.</summary>
internal sealed record Outcome(double Seconds, double BusyCoreSeconds, double ActiveSeconds, long Items, long Attempts, long Solves, int MostInstances, int MostAtOnce);

/// <summary>
/// A discrete-event simulation of the fan-out: jobs with their window of parts, parts with their solves, a queue, instances that come and go
/// wrong. The same seed gives the same run.
/// </summary>
internal sealed class Simulation
{
    private const double ScaleInterval = 10;

    private readonly Scenario scenario;
    private readonly Random random;
    private readonly BatchPlan plan;
    private readonly PriorityQueue<Action, (double Time, long Order)> events = new();
    private readonly Queue<Piece> waiting = new();
    private readonly Stack<Machine> free = new(); // once for each free core
    private readonly int[] partsBegun;
    private readonly int[] partsRunning;
    private readonly int[,] left;
    private double now, nextHandOut, busySeconds, activeSeconds, lastEnd;
    private long order, attempts, items, solves;
    private int instances, asked, atOnce, mostAtOnce, jobsOpen;

    private Simulation(Scenario scenario, int seed)
    {
        this.scenario = scenario;
        random = new Random(seed);
        plan = scenario.Plan();
        partsBegun = new int[scenario.Files];
        partsRunning = new int[scenario.Files];
        left = new int[scenario.Files, plan.PartCount];
    }

    /// <summary>An instance: it is billed while it is at anything at all.</summary>
    private sealed class Machine
    {
        public required double Speed { get; init; }

        public int Busy { get; set; }

        public double ActiveSince { get; set; }
    }

    private readonly record struct Piece(int Job, int Part, int Rows, bool IsSolve, int[] OpenItems);

    /// <summary>Runs a scenario to its end.</summary>
    public static Outcome Run(Scenario scenario, int seed) => new Simulation(scenario, seed).Run();

    private Outcome Run()
    {
        jobsOpen = scenario.Files;
        for (int i = 0; i < scenario.InstancesAtStart; i++)
            AddInstance(0);
        double planning = scenario.SecondsPerMillionRowsAlone * scenario.RowsOfAFile / 1e6;
        for (int job = 0; job < scenario.Files; job++)
        {
            int started = job;
            At(planning, () => BeginParts(started));
        }

        At(planning, ScaleOut);
        while (jobsOpen > 0 && events.TryDequeue(out Action? next, out (double Time, long) at))
        {
            now = at.Time;
            next();
        }

        double writing = planning; // one activity a job, on instances that are there
        return new(lastEnd + writing, busySeconds + (2 * planning * scenario.Files), activeSeconds + (2 * planning * scenario.Files), items, attempts, solves, instances, mostAtOnce);
    }

    private void At(double time, Action action) => events.Enqueue(action, (time, order++));

    private void BeginParts(int job)
    {
        while (partsBegun[job] < plan.PartCount && partsRunning[job] < scenario.PartsAtOnce(plan))
        {
            int part = partsBegun[job]++;
            partsRunning[job]++;
            (int first, int count) = plan.Solves(part);
            left[job, part] = count;
            for (int solve = first; solve < first + count; solve++)
            {
                int[] open = [plan.ItemsPerSolve];
                for (int item = 0; item < plan.ItemsPerSolve; item++)
                    waiting.Enqueue(new(job, part, plan.RowsOf(solve), IsSolve: false, open));
                items += plan.ItemsPerSolve;
            }
        }

        HandOut();
    }

    private void HandOut()
    {
        while (waiting.Count > 0 && free.Count > 0)
        {
            // The back end hands out so many a second, whoever waits for them.
            nextHandOut = Math.Max(nextHandOut, now) + (1 / scenario.ActivitiesPerSecond);
            Begin(waiting.Dequeue(), free.Pop(), nextHandOut);
        }
    }

    private void Begin(Piece piece, Machine machine, double start)
    {
        if (machine.Busy++ == 0)
            machine.ActiveSince = start;
        attempts++;
        mostAtOnce = Math.Max(mostAtOnce, ++atOnce);
        double share = piece.IsSolve ? 0 : 1.0 / plan.ItemsPerSolve;
        double seconds = piece.IsSolve ? scenario.SolveSeconds : piece.Rows * share * scenario.SecondsPerModelRow * (scenario.ModelRowsPerRow + 1.0);
        seconds = (seconds * machine.Speed * LogNormal(1, scenario.Spread) * (random.NextDouble() < scenario.Stragglers ? 2 + (3 * random.NextDouble()) : 1)) + scenario.OverheadSeconds;
        double fate = random.NextDouble();
        bool fails = fate < scenario.Failures, isLost = !fails && fate < scenario.Failures + scenario.Losses;
        double until = fails || isLost ? seconds * random.NextDouble() : seconds;
        busySeconds += until;
        At(start + until, () =>
        {
            atOnce--;
            free.Push(machine);
            if (--machine.Busy == 0)
                activeSeconds += now - machine.ActiveSince;
            if (isLost)
                At(start + scenario.RedeliverySeconds, () => Again(piece));
            else if (fails)
                At(now + 2, () => Again(piece));
            else
                End(piece);
            HandOut();
        });
    }

    private void Again(Piece piece)
    {
        waiting.Enqueue(piece);
        HandOut();
    }

    private void End(Piece piece)
    {
        if (!piece.IsSolve)
        {
            if (--piece.OpenItems[0] == 0)
                waiting.Enqueue(piece with { IsSolve = true });
            return;
        }

        solves++;
        if (--left[piece.Job, piece.Part] > 0)
            return;
        partsRunning[piece.Job]--;
        if (partsBegun[piece.Job] < plan.PartCount)
        {
            BeginParts(piece.Job);
        }
        else if (partsRunning[piece.Job] == 0)
        {
            jobsOpen--;
            lastEnd = now;
        }
    }

    private void ScaleOut()
    {
        int wanted = Math.Min(scenario.MostInstances - asked, Math.Min(scenario.ScaleOutStep, (waiting.Count + scenario.Cores - 1) / scenario.Cores));
        for (int i = 0; i < wanted; i++)
            AddInstance(now + LogNormal(scenario.ColdStartSeconds, 0.5));
        At(now + ScaleInterval, ScaleOut);
    }

    private void AddInstance(double ready)
    {
        asked++;
        var machine = new Machine { Speed = LogNormal(1, scenario.Spread) };
        At(ready, () =>
        {
            instances++;
            for (int core = 0; core < scenario.Cores; core++)
                free.Push(machine);
            HandOut();
        });
    }

    /// <summary>Of a given mean.</summary>
    private double LogNormal(double mean, double sigma)
    {
        if (sigma == 0)
            return mean;
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return mean * Math.Exp((sigma * normal) - (sigma * sigma / 2));
    }
}
