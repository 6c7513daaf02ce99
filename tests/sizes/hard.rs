// SPDX-License-Identifier: MIT
// The coroutines of hard.async, as a person would write them in Rust: prints the size of each one's future.
// The leaf is the smallest that there can be: one bool. asyncio.sleep(0) keeps nothing in the frame either.
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

struct Turn(bool);
impl Future for Turn {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        Poll::Pending
    }
}
fn turn() -> Turn {
    Turn(false)
}

#[derive(Debug)]
struct ValueError(i64);
impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[inline(never)]
fn used<T>(x: T) {
    drop(x);
}

async fn disjoint(n: i64) {
    let a = n * 2;
    turn().await;
    used(a);
    let b = n * 3;
    turn().await;
    used(b);
    let c = 0.5;
    turn().await;
    used(c);
    let d = true;
    turn().await;
    used(d);
}

async fn wide(n: i64) -> i64 {
    let (a, b, c) = (n + 1, n + 2, n + 3);
    turn().await;
    a + b + c
}

async fn narrow(n: i64) -> i64 {
    turn().await;
    n
}

async fn sequential(n: i64) -> i64 {
    let x = wide(n).await;
    let y = narrow(x).await;
    y
}

async fn fourth(n: i64) -> i64 {
    turn().await;
    n + 4
}
async fn third(n: i64) -> i64 {
    n + fourth(n + 3).await
}
async fn second(n: i64) -> i64 {
    n + third(n + 2).await
}
async fn first(n: i64) -> i64 {
    n + second(n + 1).await
}

async fn kinds(n: i64, name: Rc<String>) {
    let ratio = n as f64 / 4.0;
    let big = n > 10;
    let small = n < 2;
    turn().await;
    used(big);
    used(ratio);
    turn().await;
    used(small);
    used(&name);
    let text = Rc::new(format!("{}!", name));
    turn().await;
    used(&text);
}

async fn repeating(n: i64) -> i64 {
    let mut total = 0;
    for i in 0..n {
        let square = i * i;
        turn().await;
        total += square;
    }
    turn().await;
    total
}

// try/finally: the body's exit is kept while the clean-up awaits.
async fn pending(n: i64) -> i64 {
    let exit = async {
        if n > 3 {
            return Some(n);
        }
        turn().await;
        None
    }
    .await;
    turn().await;
    match exit {
        Some(value) => value,
        None => 0,
    }
}

fn squares(n: i64) -> Box<dyn Iterator<Item = i64>> {
    Box::new((0..n).map(|i| i * i))
}

async fn generating(n: i64) -> i64 {
    let mut total = 0;
    for x in squares(n) {
        turn().await;
        total += x;
    }
    total
}

async fn branches(n: i64) {
    if n > 3 {
        let (a, b) = (n + 1, n + 2);
        turn().await;
        used(a);
        used(b);
    } else {
        let (c, d, e) = (n as f64 * 0.5, n as f64 * 0.25, n as f64 * 0.125);
        turn().await;
        used(c);
        used(d);
        used(e);
    }
    turn().await;
}

async fn before_and_after(n: i64) {
    let (a, b) = (n + 1, n + 2);
    turn().await;
    used(a);
    used(b);
    let x = wide(n).await;
    let (c, d) = (x + 3, x + 4);
    turn().await;
    used(c);
    used(d);
}

async fn handled(n: i64) -> i64 {
    let kept = n + 1;
    let tried: Result<(), Box<ValueError>> = async {
        let x = narrow(n).await;
        if x > 2 {
            return Err(Box::new(ValueError(x)));
        }
        Ok(())
    }
    .await;
    if let Err(e) = tried {
        turn().await;
        used(&e);
    }
    turn().await;
    kept
}

fn tell<F: Future>(name: &str, future: F) {
    println!("{} {}", name, std::mem::size_of_val(&future));
}

fn main() {
    tell("disjoint", disjoint(4));
    tell("sequential", sequential(4));
    tell("first", first(4));
    tell("kinds", kinds(4, Rc::new("name".to_string())));
    tell("loop", repeating(4));
    tell("pending", pending(4));
    tell("generating", generating(4));
    tell("branches", branches(4));
    tell("before_and_after", before_and_after(4));
    tell("handled", handled(4));
}
