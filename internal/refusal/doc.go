// Package refusal keeps what people asked for and were refused: who, what, from
// where and under which request, so that somebody can look into it. It never
// holds what was typed. It decides nothing: the doors refuse, and say so here.
package refusal
