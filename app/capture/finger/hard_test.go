package finger
import ("testing";"fmt";"os";"encoding/gob";"sort";"time";"math/rand/v2";"carddesk/device/simulator/synth")
type G struct{ W,H,Q int; M []Minutia; F []uint8; S int }
func TestHard(t *testing.T){
 for _,k:=range []string{"turn","stretch","contact","all","ordinary","poor"}{
 r:=rand.New(rand.NewPCG(5,5)); u:=func(a,b float64)float64{return a+r.Float64()*(b-a)}
 var gs [][2]G
 N:=40
 path:="/tmp/bio/h-"+k+".gob"
 if k=="ordinary"||k=="poor" { var g2 [][]G; f,_:=os.Open("/tmp/bio/tune-"+k+".gob"); gob.NewDecoder(f).Decode(&g2);f.Close(); for _,x:=range g2{gs=append(gs,[2]G{x[0],x[1]})} } else if f,err:=os.Open(path);err==nil{gob.NewDecoder(f).Decode(&gs);f.Close()}else{
 for n:=0;n<N;n++{ f:=synth.NewFinger(uint64(5000+n),n%10+1); var g [2]G
  for s:=0;s<2;s++{ im:=synth.NewImpression(uint64(9000+n*10+s),synth.Ordinary)
   if k=="turn"||k=="all"{im.Turn=u(-.7,.7)}; if k=="stretch"||k=="all"{im.Stretch=12}; if k=="contact"||k=="all"{im.Contact=u(.2,.35)}; if k=="dry"||k=="all"{im.Dryness=u(.5,.9)}; if k=="pressure"{im.Pressure=float64(2*s-1)}; if k=="noise"{im.Grain=40}
   tp,_:=Extract(f.Print(im)); g[s]=G{tp.Width,tp.Height,tp.Quality,tp.Minutiae,tp.flow,tp.flowStride} }
  gs=append(gs,g)}
  f,_:=os.Create(path);gob.NewEncoder(f).Encode(gs);f.Close()
 }
 var tp [][2]*Template
 for _,g:=range gs{ var p [2]*Template; for s,x:=range g{ q:=Template{Width:x.W,Height:x.H,Quality:x.Q,Minutiae:x.M,flow:x.F,flowStride:x.S};q.prepare();p[s]=&q}; tp=append(tp,p)}
 var same,diff []float64
 for i:=range tp{ same=append(same,Compare(tp[i][0],tp[i][1]).Score)}
 t0:=time.Now()
 for i:=range tp{ for j:=range tp{ if i>j||(len(tp)<50&&i!=j) {diff=append(diff,Compare(tp[i][0],tp[j][1]).Score)}}}
 sort.Float64s(same);sort.Float64s(diff); d:=func(p float64)float64{return diff[int(p*float64(len(diff)-1))]}
 fmt.Printf("%s same min %.1f 5%% %.1f med %.1f; miss@8 %.3f; diff 99%% %.1f 99.9%% %.1f max %.1f  %v\n",k,same[0],same[len(same)/20],same[len(same)/2],below(same,8),d(.99),d(.999),d(1),time.Since(t0)/time.Duration(len(diff)))
 }
}
